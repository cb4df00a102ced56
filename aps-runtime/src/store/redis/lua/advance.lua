-- Moves jobs on, and writes down what becomes of the fire times that they leave behind. Each move is answered by
-- a letter: R its run starts, N it has moved on without a run, F refused, S stale. First the fence.
local ms, ns = clock()
if is_late() then return late() end
if not has_lease(ms, ns) then return lease_lost() end
if has_forgotten() then return forgotten() end

local letters, queues, is_written = {}, {}, false
for i, move in ipairs(args.moves) do
    if move.revision then
        local found = redis.pcall('HMGET', P .. 'job:' .. move.id, 'revision', 'queue')
        if found.err or found[1] ~= move.revision then
            letters[i] = 'S'
        else
            queues[i] = found[2]
        end
    end
    is_written = is_written or not letters[i]
end
if not is_written then
    return numbered(false, '0:' .. table.concat(letters))
end

local fence = text((server_time()))

local function not_run(move, span, state)
    local key = run_key(move.id, span.at, move.token .. state)
    put(P .. 'run:' .. key, {
        id = move.id, at = span.at, through = span.through, manual = move.manual and '1', state = state,
        name = args.name, fence = fence, ended_ms = text(ms), ended_ns = text(ns),
    })
    has_ended(key, text(ms))
end

local function fire(move)
    local fires = move.fires
    if not fires then
        return 'N'
    end
    if fires.coalesced then
        not_run(move, fires.coalesced, 'coalesced')
    end
    local slot = not fires.refused and free_slot(move.id, fires.max_instances)
    if not slot then
        not_run(move, fires.run, 'skipped')
        return 'F'
    end
    local key = run_key(move.id, fires.run.at, move.token)
    local row = {
        id = move.id, at = fires.run.at, through = fires.run.through, manual = move.manual and '1', state = 'running',
        slot = slot, node = args.node, name = args.name, token = move.token, fence = fence,
    }
    if fires.job then
        row.job, row.queue, row.max_instances, row.at_ms = fires.job, fires.queue, fires.max_instances, fires.at_ms
    end
    put(P .. 'run:' .. key, row)
    begins(key, move.id, slot, later)
    return 'R'
end

for i, move in ipairs(args.moves) do
    if not letters[i] then
        local job = P .. 'job:' .. move.id
        if move.next then
            call('HSET', job, 'revision', move.next.revision, 'run', move.next.run, 'ms', move.next.ms, 'ns', move.next.ns)
            if move.next.is_due then
                enqueue(queues[i], move.id, move.next.ms)
            end
        elseif move.revision then
            drop_job(move.id, queues[i])
        end
        letters[i] = fire(move)
    end
end
call('DEL', P .. 'held:' .. args.node)
settle_heads()
forget_oldest()
return answer(numbered(true, fence .. ':' .. table.concat(letters)))
