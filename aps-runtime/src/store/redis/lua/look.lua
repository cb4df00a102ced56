-- Answered with the rest of the next lease of another node to run out, and the jobs that cannot be read.
local ms, ns = clock()
if not has_lease(ms, ns) then return lease_lost() end
local rest = ''
for i, value in ipairs(call('ZRANGE', P .. 'leases', 0, 1, 'WITHSCORES')) do
    if i % 2 == 1 and value ~= args.node and rest == '' then
        rest = string.format('%.3f', math.max(tonumber(call('ZSCORE', P .. 'leases', value)) - precise(ms, ns), 0))
    end
end
return { rest, call('HGETALL', P .. 'problems') }
