-- One row a source and kind of thing that it brings: how much of it found its model (matched) of
-- how much there is (total), and when it was read.
with
part as (
    select
        'cost' as kind, source, currency as unit,
        coalesce(sum(effective_cost) filter (where model <> '(unallocated)'), 0) as matched,
        sum(effective_cost) as total,
        min(fetched_at) as fetched_at
    from cost
    where ai_scope and charge_category = 'Usage' and effective_cost > 0
    group by source, currency
    union all
    select
        'incident', source, 'incidents',
        count(*) filter (where model <> '(unallocated)')::decimal(38, 12),
        count(*)::decimal(38, 12),
        min(fetched_at)
    from incident
    group by source
    union all
    select
        'deployment', source, 'deployments',
        count(*) filter (where model <> '(unallocated)')::decimal(38, 12),
        count(*)::decimal(38, 12),
        min(fetched_at)
    from release
    where seen = 'deployment'
    group by source
    union all
    select
        'metric', source, 'labels',
        count(distinct label) filter (where model <> '(unallocated)')::decimal(38, 12),
        count(distinct label)::decimal(38, 12),
        min(fetched_at)
    from metric
    group by source
)
select kind, source, unit, matched, total, fetched_at
from part
where total > 0
order by matched / total, total desc, kind, source, unit
