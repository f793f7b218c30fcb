-- # One row a production model with a limit of its spend: the share of what it pays for (its
-- # resources, services or accounts of the last 30 landed days) that a cap holds. A cap on the
-- # model's name holds all of it; one on something that is not in the bill may hold any of it, and
-- # what no cap is on record for may be capped elsewhere. 0 where spend went more than a tenth above
-- # a cap, this month or the last, with no override on record and no later test.
-- title = "Paid endpoints with a hard cap"
-- unit = "share"
-- needs = ["spend_limit", "cost_daily"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
thing as (
    select
        c.model,
        coalesce(c.resource, c.service, c.account, c.provider) as name,
        list_distinct(flatten(list([c.resource, c.service, c.account, c.sku]))) as names,
        sum(c.effective_cost) as effective_cost
    from cost c, last_day l
    where c.ai_scope and c.charge_category = 'Usage' and c.effective_cost > 0
        and c.day > l.day - interval 30 day and c.day <= l.day
    group by c.model, name
),
cap as (
    select
        l.*,
        coalesce(n.model = l.model, false) as on_model
    from spend_limit l
    left join named n on n.text = l.target
    where l.kind = 'cap'
),
placed as (
    -- Where a cap is on something that the model pays for.
    select distinct cap.model, cap.target
    from cap
    join thing on thing.model = cap.model and list_contains(thing.names, cap.target)
),
held as (
    select
        thing.model,
        thing.name,
        thing.effective_cost,
        bool_or(
            coalesce(cap.on_model or list_contains(thing.names, cap.target), false)
        ) as held
    from thing
    left join cap on cap.model = thing.model
    group by thing.model, thing.name, thing.effective_cost
),
spent as (
    select
        cap.model,
        cap.target,
        cap.amount,
        cap.currency,
        cap.period,
        cap.tested_at,
        date_trunc(cap.period, c.day)::date as starts,
        sum(c.effective_cost) as effective_cost
    from cap
    cross join last_day l
    join cost c
        on c.currency = cap.currency
        and (
            (cap.on_model and c.model = cap.model)
            or cap.target in (c.resource, c.service, c.account, c.sku)
        )
    where cap.amount is not null and cap.overrides_logged is not true
        and c.charge_category = 'Usage'
        and c.day >= date_trunc('month', l.day) - interval 1 month and c.day <= l.day
    group by all
),
broken as (
    select *
    from spent
    where effective_cost > 1.1 * amount and (tested_at is null or tested_at < starts)
    qualify row_number() over (partition by model order by starts desc, target) = 1
),
summed as (
    select
        l.model,
        any_value(t.things) as things,
        any_value(t.held) as held,
        any_value(t.missing) as missing,
        bool_or(c.target is not null and not c.on_model and p.target is null) as perhaps,
        count(c.target) as caps,
        min(l.fetched_at) as observed_at,
        list_sort(list(distinct l.source)) as sources,
        min(l.tier) as tier
    from spend_limit l
    left join cap c
        on c.model = l.model and c.target = l.target and c.source = l.source and l.kind = 'cap'
    left join placed p on p.model = l.model and p.target = l.target
    left join (
        select
            model,
            count(*) as things,
            count(*) filter (held) as held,
            list(name order by effective_cost desc, name) filter (not held) as missing
        from held
        group by model
    ) t on t.model = l.model
    group by l.model
)
select
    s.model,
    case when b.model is not null then 0 when s.held = s.things then 1 end::double as value,
    case when b.model is null and s.held between 1 and s.things - 1 then s.held / s.things end
        as low,
    s.observed_at,
    s.sources,
    s.tier,
    case
        when b.model is not null
            then 'the cap of ' || b.currency || ' ' || format('{:,}', b.amount::bigint) || ' a '
            || b.period || ' on ' || b.target || ' did not hold: ' || b.currency || ' '
            || format('{:,}', b.effective_cost::bigint) || ' in the ' || b.period || ' from '
            || b.starts
        when s.caps = 0 then 'only alerts are on record, no cap'
        when s.things is null then 'nothing that it pays for is in the bill'
        when s.held = s.things
            then 'a cap holds ' || case s.things when 1 then 'the one thing'
                else 'all ' || s.things || ' things' end || ' that it pays for'
        when s.perhaps
            then 'it cannot be told which of ' || s.things || ' paid things the cap holds'
        else 'no cap is on record for ' || array_to_string(s.missing[1:3], ', ')
            || case when len(s.missing) > 3 then ' and ' || (len(s.missing) - 3) || ' more'
                else '' end
    end as detail
from summed s
left join broken b using (model)
join model m using (model)
where m.production
