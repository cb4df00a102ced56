-- Renews the lease.
local ms, ns = clock()
if not has_lease(ms, ns) then return lease_lost() end
if has_forgotten() then return forgotten() end
call('ZADD', P .. 'leases', precise(ms, ns) + args.lease, args.node)
return 1
