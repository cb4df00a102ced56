-- A node, with its lease and the functions that it has. Answered with the format of what is stored.
local format = call('GET', P .. 'format')
if format and format ~= args.format then
    return format
end
local ms, ns = clock()
call('SET', P .. 'format', args.format)
call('ZADD', P .. 'leases', precise(ms, ns) + args.lease, args.node)
call('HSET', P .. 'node:' .. args.node, 'name', args.name, 'joined_ms', text(ms), 'joined_ns', ns)
for _, name in ipairs(args.functions) do
    call('SADD', P .. 'node:' .. args.node .. ':functions', name)
end
return args.format
