-- Takes up runs of dead nodes, as far as there is room for them and a slot of their jobs'.
local ms, ns = clock()
if is_late() then return late() end
if not has_lease(ms, ns) then return lease_lost() end
if has_forgotten() then return forgotten() end
local fence = server_time()
local token = tonumber(args.token)

local function takes(key, queue, row, slot)
    token = token + 1
    local new = run_key(row[1], row[2], text(token))
    local grown = text(math.max((tonumber(row[4]) or 0) + 1, fence))
    call('ZREM', P .. 'pending:' .. queue, key)
    call('RENAME', P .. 'run:' .. key, P .. 'run:' .. new)
    put(P .. 'run:' .. new, {
        state = 'running', slot = slot, node = args.node, name = args.name, token = text(token), fence = grown,
    })
    begins(new, row[1], slot, call)
    return { row[1], row[2], row[3], text(token), grown, row[5] or '0', row[6] }
end

local taken = {}
for _, queue in ipairs(call('SMEMBERS', P .. 'reruns')) do
    local pending = P .. 'pending:' .. queue
    local room = room_in(queue)
    for _, key in ipairs(room > 0 and call('ZRANGE', pending, 0, 499) or {}) do
        if #taken == args.limit or room == 0 then
            break
        end
        local row = call('HMGET', P .. 'run:' .. key, 'id', 'at', 'through', 'fence', 'attempts', 'job', 'max_instances')
        local slot = row[1] and row[6] and free_slot(row[1], tonumber(row[7]))
        if slot then
            taken[#taken + 1] = takes(key, queue, row, slot)
            room = room - 1
        elseif not row[1] then
            call('ZREM', pending, key)
        end
    end
    if call('EXISTS', pending) == 0 then
        call('SREM', P .. 'reruns', queue)
    end
end
if #taken == 0 then
    return numbered(false, '[]')
end
return answer(numbered(true, cjson.encode(taken)))
