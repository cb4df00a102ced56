-- A job can be read after all.
local job = P .. 'job:' .. args.id
if call('HGET', job, 'revision') == args.revision then
    call('HDEL', P .. 'problems', args.id)
    call('HSET', job, 'queue', args.queue, 'ms', args.ms, 'ns', args.ns)
    if args.is_due then
        enqueue(args.queue, args.id, args.ms)
        settle_heads()
    end
end
return 1
