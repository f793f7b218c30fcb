-- # One row a production model with an alert on its service, or with an incident of the last 365
-- # days that a monitor found: whether such an alert is switched on.
-- title = "An alert on its service exists"
-- unit = "yes or no"
-- needs = ["monitor:service", "incident"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 14
-- attestable = true
with
alert as (
    select
        model,
        arg_max(title, (enabled, title)) as title,
        bool_or(enabled) as switched_on,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from monitor
    where kind = 'service'
    group by model
),
found as (
    select
        model,
        arg_max(incident, opened_at) as incident,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from incident
    where detected_by = 'monitor'
        and opened_at > $now::timestamp - interval 365 day and opened_at <= $now::timestamp
    group by model
),
told as (
    select
        model,
        1 as value,
        'a monitor found ' || incident as detail,
        fetched_at,
        sources,
        tier
    from found
    where model not in (select model from alert where switched_on)
    union all
    select
        model,
        switched_on::int,
        title || case when switched_on then ' is switched on' else ' is switched off' end,
        fetched_at,
        sources,
        tier
    from alert
    where switched_on or model not in (select model from found)
)
select
    t.model,
    t.value::double as value,
    t.fetched_at as observed_at,
    t.sources,
    t.tier,
    t.detail
from told t
join model m using (model)
where m.production
