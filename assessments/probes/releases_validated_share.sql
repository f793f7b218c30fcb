-- # One row a production model released in the last 365 days: the share of those releases whose
-- # version had been challenged by the day. A release whose version has no challenge on record leaves
-- # it open; one that was challenged later settles it.
-- title = "Releases whose version was challenged first"
-- unit = "share"
-- needs = ["review:validation", "deployment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
releases as (
    select
        r.model,
        r.release,
        r.version,
        r.released_at,
        min(v.reviewed_at) as reviewed_at,
        min(v.fetched_at) as fetched_at,
        min(v.source) as source,
        min(v.tier) as tier
    from release r
    left join validation v
        on v.model = r.model
        and v.reviewed_at <= $now::timestamp
        and ltrim(lower(v.version), 'v') = ltrim(lower(r.version), 'v')
    where r.kind <> 'rollback'
        and r.released_at > $now::timestamp - interval 365 day
        and r.released_at <= $now::timestamp
    group by r.model, r.release, r.version, r.released_at
),
by_model as (
    select
        r.model,
        count(*) as releases,
        count(*) filter (r.reviewed_at::date <= r.released_at::date) as in_time,
        count(*) filter (r.reviewed_at::date > r.released_at::date) as late,
        arg_max(r.version, r.released_at) filter (r.reviewed_at::date > r.released_at::date)
            as late_version,
        max(r.released_at) filter (r.reviewed_at::date > r.released_at::date) as late_release,
        arg_max(r.reviewed_at, r.released_at) filter (r.reviewed_at::date > r.released_at::date)
            as late_review,
        min(r.fetched_at) as observed_at,
        list_sort(list(distinct r.source) filter (r.source is not null)) as sources,
        min(r.tier) as tier
    from releases r
    join model m using (model)
    where m.production
    group by r.model
)
select
    model,
    case when in_time + late = releases then in_time / releases end::double as value,
    -- What is not known may go either way.
    case when in_time + late < releases then in_time / releases end::double as low,
    case when in_time + late < releases then (releases - late) / releases end::double as high,
    observed_at,
    sources,
    tier,
    in_time || ' of ' || releases || ' releases in 365 days were reviewed first' || case
        when late > 0
            then '; version ' || late_version || ' was released on '
                || strftime(late_release, '%Y-%m-%d') || ', its review is of '
                || strftime(late_review, '%Y-%m-%d')
        else ''
    end || case
        when in_time + late < releases
            then '; no review is on record for ' || (releases - in_time - late) || ' of them'
        else ''
    end as detail
from by_model
where observed_at is not null
