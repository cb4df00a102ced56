-- Renews the lease. Answered with the rest of the next lease of another node to run out, and the jobs that cannot be read.
local ms, ns = clock()
if not has_lease(ms, ns) then return lease_lost() end
if (tonumber(call('HGET', P .. 'node:' .. args.node, 'told')) or 0) < args.told then
    return redis.error_reply('APSFORGOT what this node was told is forgotten')
end
call('ZADD', P .. 'leases', precise(ms, ns) + args.lease, args.node)
local rest = ''
for i, value in ipairs(call('ZRANGE', P .. 'leases', 0, 1, 'WITHSCORES')) do
    if i % 2 == 1 and value ~= args.node and rest == '' then
        rest = string.format('%.3f', math.max(tonumber(call('ZSCORE', P .. 'leases', value)) - precise(ms, ns), 0))
    end
end
return { rest, call('HGETALL', P .. 'problems') }
