-- The nodes, with the rest of the lease of each in milliseconds, and how many runs it has.
local ms, ns = clock()
local nodes = {}
local leases = call('ZRANGE', P .. 'leases', 0, -1, 'WITHSCORES')
for i = 1, #leases, 2 do
    local id = leases[i]
    local row = call('HMGET', P .. 'node:' .. id, 'name', 'joined_ms', 'joined_ns')
    local rest = math.max(tonumber(leases[i + 1]) - precise(ms, ns), 0)
    local running = call('SCARD', P .. 'node:' .. id .. ':runs')
    nodes[#nodes + 1] = { id, row[1], row[2], row[3], string.format('%.3f', rest), text(running) }
end
return nodes
