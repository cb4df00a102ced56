-- Renews the lease. Answered with the rest of the next lease of another node to run out, and the jobs that cannot be read.
local ms = clock()
if not has_lease(ms) then return lease_lost() end
call('ZADD', P .. 'leases', ms + args.lease, args.node)
local rest = ''
for i, value in ipairs(call('ZRANGE', P .. 'leases', 0, 1, 'WITHSCORES')) do
    if i % 2 == 1 and value ~= args.node and rest == '' then
        rest = text(math.max(tonumber(call('ZSCORE', P .. 'leases', value)) - ms, 0))
    end
end
return { rest, call('HGETALL', P .. 'problems') }
