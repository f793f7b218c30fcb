-- One row a model and currency: what was charged for use in the AI scope over the 30 days that end
-- with the last landed day of cost, exact, dearest first; whether the model is in the inventory and
-- has an owner who is active, null where that is not known; whether it is in production without an
-- active owner on record, as the headline counts it. (unallocated) is what found no model.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
owned as (
    select
        m.model,
        m.registered or m.declared as in_inventory,
        case
            when not (m.registered or m.declared) then false
            when o.model is null then if(m.owner_required, false, null)
            when o.active then coalesce(o.left_on > $now::date, true)
            else o.active
        end as active_owner,
        m.production
            and (
                coalesce(o.name, o.person_text) is null
                or not coalesce(o.active and coalesce(o.left_on > $now::date, true), true)
            ) as production_unowned
    from model m
    left join owner o on o.model = m.model and o.role = 'owner'
),
spent as (
    select
        c.model,
        c.currency,
        sum(c.charges)::bigint as charges,
        sum(c.effective_cost) as effective_cost,
        any_value(l.day) as last_day,
        list_sort(list(distinct c.source)) as sources
    from cost c
    cross join last_day l
    where c.ai_scope and c.charge_category = 'Usage' and c.effective_cost > 0
        and c.day > l.day - interval 30 day and c.day <= l.day
    group by c.model, c.currency
)
select
    s.model,
    s.effective_cost,
    s.effective_cost / sum(s.effective_cost) over (partition by s.currency) as share,
    coalesce(o.in_inventory, false) as in_inventory,
    if(s.model = '(unallocated)', false, o.active_owner) as active_owner,
    coalesce(o.production_unowned, false) as production_unowned,
    s.charges,
    s.currency,
    (s.last_day - interval 29 day)::date as first_day,
    s.last_day,
    s.sources
from spent s
left join owned o using (model)
order by s.effective_cost desc, s.model, s.currency
