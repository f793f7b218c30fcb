-- One row a source: how far its rows prove anything (tier), and its place where sources differ.
-- What people keep in files counts 0.8. Sources that declare models come first, then registries
-- and other systems, each by name.
with
seen as (
    select source from landed.manifest
    union select source from landed.model
    union select source from landed.model_version
    union select source from landed.deployment
    union select source from landed.cost_daily
    union select source from landed.budget
    union select source from landed.incident
    union select source from landed.document
    union select source from landed.person
    union select source from landed.metric_daily
    union select source from landed.identity
    union select source from landed.selector
    union select source from landed.drill
    union select source from landed.attestation
    union select source from landed.ownership
    union select source from landed.assignment
    union select source from landed.incident_action
    union select source from landed.on_call
    union select source from landed.monitor
    union select source from landed.evaluation
    union select source from landed.review
    union select source from landed.cost_alert
    union select source from landed.spend_limit
),
declaring as (
    select distinct source from landed.model where declared
),
kept as (
    select
        source,
        bool_or(coalesce(by_hand, false)) as by_hand,
        bool_or(coalesce(simulated, false)) as simulated
    from landed.manifest
    group by source
),
told as (
    select
        source,
        coalesce(kept.by_hand, false) as by_hand,
        coalesce(kept.simulated, false) as simulated,
        coalesce(kept.by_hand, false) or declaring.source is not null as declares
    from seen
    left join kept using (source)
    left join declaring using (source)
)
select
    source,
    by_hand,
    simulated,
    declares,
    case when by_hand then 0.8 else 1.0 end::double as tier,
    row_number() over (order by declares desc, source) as precedence
from told
