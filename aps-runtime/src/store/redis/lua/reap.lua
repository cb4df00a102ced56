-- Takes runs from nodes that are dead. Answered with these, and whether there may be more.
local ms, ns = clock()
if is_late() then return late() end
if not has_lease(ms, ns) then return lease_lost() end
local lost, is_all = {}, true
local dead = call('ZRANGEBYSCORE', P .. 'leases', '-inf', string.format('(%.17g', precise(ms, ns) - args.margin), 'LIMIT', 0, 10)
for _, node in ipairs(dead) do
    local most = args.limit - #lost
    is_all = most > 0 and take_runs(node, most, { ms = text(ms), ns = ns }, lost) and is_all
end
if #dead == 0 then
    return '[[],false]'
end
return answer('[' .. (#lost > 0 and cjson.encode(lost) or '[]') .. ',' .. tostring(not is_all or #dead == 10) .. ']')
