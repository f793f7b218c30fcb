-- # One row a production model with an approved card: days since the approval.
-- title = "Days since the card was approved"
-- unit = "days"
-- needs = ["document"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
serving_now as (
    select model, arg_max(version, (share, number)) as version
    from serving
    where production and until_latest is null
    group by model
),
-- The card of the serving version; without one, the card that was edited last.
card as (
    select
        d.*,
        s.version as serving,
        ltrim(lower(d.version), 'v') = ltrim(lower(s.version), 'v') as of_serving
    from document d
    left join serving_now s using (model)
    where d.kind = 'model_card' and d.state <> 'missing'
    qualify row_number() over (
        partition by d.model
        order by coalesce(of_serving, false) desc, d.version is null desc,
            d.edited_at desc nulls last, d.location
    ) = 1
)
select
    c.model,
    date_diff('day', c.approved_at, $now::timestamp)::double as value,
    c.fetched_at as observed_at,
    [c.source] as sources,
    c.tier,
    'approved on ' || strftime(c.approved_at, '%Y-%m-%d')
    || coalesce(' by ' || c.approved_by, '') as detail
from card c
join model m using (model)
where m.production and c.approved_at <= $now::timestamp
