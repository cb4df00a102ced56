-- Forgets what is too old, and what there is too much of: how many runs.
local ms = clock()
local old = call('ZRANGEBYSCORE', P .. 'ended', '-inf', '(' .. text(ms - args.keep_for), 'LIMIT', 0, args.limit)
return forget(old) + forget_oldest()
