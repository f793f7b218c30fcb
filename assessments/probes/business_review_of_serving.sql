-- # One row a production model with a business review on record: whether the last one looked at
-- # what serves now. It names the serving version, or came after that version began to serve; a
-- # version that has served for less than 35 days need not have been looked at yet.
-- title = "The business review is of the serving version, or that one is younger than 35 days"
-- unit = "yes or no"
-- needs = ["review:business", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
last_review as (
    select *
    from review
    where kind = 'business' and reviewed_at <= $now::timestamp
    qualify row_number() over (partition by model order by reviewed_at desc, source) = 1
),
since as (
    select
        s.model,
        s.version,
        -- Known to the moment, or only between two readings.
        min(v.from_latest) as at_latest,
        case when count(v.from_earliest) = count(*) then min(v.from_earliest) end as at_earliest,
        min(v.fetched_at) as fetched_at,
        list_sort(list(distinct v.source)) as sources,
        min(v.tier) as tier
    from serving_now s
    join serving v on v.model = s.model and v.version = s.version and v.production
    group by s.model, s.version
),
compared as (
    select
        s.* exclude (fetched_at, sources, tier),
        r.reviewed_at,
        r.version as reviewed,
        least(r.fetched_at, s.fetched_at) as observed_at,
        list_sort(list_distinct(list_append(s.sources, r.source))) as sources,
        least(r.tier, s.tier) as tier,
        coalesce(ltrim(lower(r.version), 'v') = ltrim(lower(s.version), 'v'), false)
            or r.reviewed_at >= s.at_latest as of_serving,
        s.at_latest > $now::timestamp - interval 35 day as young
    from last_review r
    join since s using (model)
    join model m using (model)
    where m.production
)
select
    model,
    case when of_serving or young then 1 when reviewed_at < at_earliest then 0 end::double as value,
    observed_at,
    sources,
    tier,
    'reviewed on ' || strftime(reviewed_at, '%Y-%m-%d') || coalesce(', version ' || reviewed, '')
    || '; version ' || version || ' serves since ' || strftime(at_latest, '%Y-%m-%d')
    || case
        when young and not of_serving
            then ', for less than 35 days: it need not have been reviewed yet'
        else ''
    end as detail
from compared
