-- The number and the answer of the last write of this lane. From now on those before this number do nothing.
local lane = P .. 'write:' .. args.lane
local last = call('HMGET', lane, 'number', 'answer')
call('HSET', lane, 'number', args.number, 'answer', '')
call('EXPIRE', lane, 86400)
return { last[1] or '0', last[2] or '' }
