-- A job cannot be read: it is kept, and not due any more.
local found = redis.pcall('HGET', P .. 'job:' .. args.id, 'revision')
local revision = type(found) == 'string' and found or ''
if revision == args.revision then
    dequeue(args.queue, args.id)
    call('HSET', P .. 'problems', args.id, args.reason)
    settle_heads()
end
return 1
