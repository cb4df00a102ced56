-- Renews the lease.
local ms, ns = clock()
if not has_lease(ms, ns) then return lease_lost() end
if (tonumber(call('HGET', P .. 'node:' .. args.node, 'told')) or 0) < args.told then
    return redis.error_reply('APSFORGOT what this node was told is forgotten')
end
call('ZADD', P .. 'leases', precise(ms, ns) + args.lease, args.node)
return 1
