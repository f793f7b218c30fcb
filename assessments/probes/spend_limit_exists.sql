-- # One row a production model with a limit of its spend, be it an alert or a cap.
-- title = "An alert or a cap is set"
-- unit = "yes or no"
-- needs = ["spend_limit"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    l.model,
    1::double as value,
    min(l.fetched_at) as observed_at,
    list_sort(list(distinct l.source)) as sources,
    min(l.tier) as tier,
    string_agg(
        distinct l.kind || coalesce(
            ' of ' || l.currency || ' ' || format('{:,}', l.amount::bigint) || ' a ' || l.period, ''
        ) || ' on ' || l.target,
        ', ' order by l.kind || coalesce(
            ' of ' || l.currency || ' ' || format('{:,}', l.amount::bigint) || ' a ' || l.period, ''
        ) || ' on ' || l.target
    ) as detail
from spend_limit l
join model m using (model)
where m.production
group by l.model
