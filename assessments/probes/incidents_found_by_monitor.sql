-- # One row a production model with a serious incident (severity 1 or 2) in the last 365 days of
-- # which it is known who found it: how many a monitor found.
-- title = "Serious incidents that a monitor found"
-- unit = "share"
-- needs = ["incident"]
-- per = "model"
-- kind = "share"
-- ttl_days = 30
select
    i.model,
    count(*) filter (i.detected_by = 'monitor') / count(*) as value,
    count(*)::int as n,
    (count(*) filter (i.detected_by = 'monitor'))::int as hits,
    min(i.fetched_at) as observed_at,
    list_sort(list(distinct i.source)) as sources,
    min(i.tier) as tier,
    'a monitor found ' || count(*) filter (i.detected_by = 'monitor') || ' of ' || count(*)
    || case count(*) when 1 then ' serious incident' else ' serious incidents' end
    || coalesce(
        '; a person found '
        || arg_max(i.incident, i.opened_at) filter (i.detected_by = 'person'),
        ''
    ) as detail
from incident i
join model m using (model)
where m.production
    and i.severity <= 2
    and i.detected_by is not null
    and i.opened_at > $now::timestamp - interval 365 day
    and i.opened_at <= $now::timestamp
group by i.model
