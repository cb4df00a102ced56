-- Gives the lease back. Runs that the node still has are treated like those of a dead one: whether those were all.
local ms, ns = clock()
return take_runs(args.node, args.limit, { ms = text(ms), ns = ns }, {}) and 'D' or 'M'
