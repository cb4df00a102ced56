-- Runs that are not over, the latest first: of one job, if its id is given.
local keys = {}
local function add(key)
    if args.id == '' or string.sub(key, 1, #args.id + 1) == args.id .. '/' then
        keys[#keys + 1] = key
    end
end
for _, node in ipairs(call('ZRANGE', P .. 'leases', 0, -1)) do
    for _, key in ipairs(call('SMEMBERS', P .. 'node:' .. node .. ':runs')) do
        add(key)
    end
end
for _, queue in ipairs(call('SMEMBERS', P .. 'reruns')) do
    for _, key in ipairs(call('ZRANGE', P .. 'pending:' .. queue, 0, -1)) do
        add(key)
    end
end
table.sort(keys, function(a, b)
    return string.match(a, '/.*') > string.match(b, '/.*')
end)
local rows = {}
for i = args.offset + 1, math.min(#keys, args.offset + args.limit) do
    rows[#rows + 1] = call('HGETALL', P .. 'run:' .. keys[i])
end
return rows
