-- One row a join and unit: how much found its model (matched) of how much there is (total).
-- models: total is every model in production; matched are those that a registry holds and that a
-- person declared or an owner is recorded for. cost, per currency: total is the effective cost of
-- positive Usage charges in the AI scope; matched is the part allocated to a model. incidents:
-- total is every incident; matched are those with a model. A total of 0 gives no row.
with
model_count as (
    select
        'models' as join_kind,
        'models' as unit,
        count(*) filter (
            where registered
            and (declared or model in (select model from owner where role = 'owner'))
        ) as matched,
        count(*) as total
    from model
    where production
),
cost_sum as (
    select
        'cost' as join_kind,
        currency as unit,
        coalesce(sum(effective_cost) filter (where model <> '(unallocated)'), 0) as matched,
        sum(effective_cost) as total
    from cost
    where ai_scope and charge_category = 'Usage' and effective_cost > 0
    group by currency
),
incident_count as (
    select
        'incidents' as join_kind,
        'incidents' as unit,
        count(*) filter (where model <> '(unallocated)') as matched,
        count(*) as total
    from incident
)
select
    join_kind,
    unit,
    matched::decimal(38, 12) as matched,
    total::decimal(38, 12) as total
from (
    from model_count
    union all from cost_sum
    union all from incident_count
)
where total > 0
order by join_kind, unit
