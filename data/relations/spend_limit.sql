-- One row a limit of spend and a model that it limits, (unallocated) where its target is none's:
-- what warns of a runaway (alert) or refuses what goes beyond it (cap).
select distinct
    match.model,
    match.method,
    match.rule,
    spend_limit.target,
    spend_limit.kind,
    spend_limit.amount,
    spend_limit.currency,
    spend_limit.period,
    spend_limit.tested_at,
    spend_limit.automatic,
    spend_limit.overrides_logged,
    spend_limit.url,
    spend_limit.source,
    trust.tier,
    spend_limit.fetched_at
from landed.spend_limit as spend_limit
join match
    on match.entity = 'spend_limit'
    and match.source = spend_limit.source
    and match.id = spend_limit.target
    and match.target is not distinct from spend_limit.model
join source_trust as trust on trust.source = spend_limit.source
where match.method <> 'shared' or match.model <> '(unallocated)'
