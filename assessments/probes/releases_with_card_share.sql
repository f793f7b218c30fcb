-- # One row a production model released in the last 180 days: the share of those releases whose
-- # version had its card on the day. A release whose version has no card on record leaves it open,
-- # since a card may have been written anew in the same place; a card that came too late settles
-- # it.
-- title = "Releases that had their card on the day"
-- unit = "share"
-- needs = ["document:model_card", "deployment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
releases as (
    select
        r.model,
        r.release,
        r.version,
        r.released_at,
        min(d.created_at) as carded_at,
        min(d.fetched_at) as fetched_at,
        min(d.source) as source,
        min(d.tier) as tier
    from release r
    left join document d
        on d.model = r.model
        and d.kind = 'model_card'
        and d.state <> 'missing'
        and ltrim(lower(d.version), 'v') = ltrim(lower(r.version), 'v')
    where r.kind <> 'rollback'
        and r.released_at > $now::timestamp - interval 180 day
        and r.released_at <= $now::timestamp
    group by r.model, r.release, r.version, r.released_at
),
by_model as (
    select
        r.model,
        count(*) as releases,
        count(*) filter (r.carded_at::date <= r.released_at::date) as on_the_day,
        count(*) filter (r.carded_at::date > r.released_at::date) as late,
        arg_max(r.version, r.released_at) filter (r.carded_at::date > r.released_at::date)
            as late_version,
        max(r.released_at) filter (r.carded_at::date > r.released_at::date) as late_release,
        arg_max(r.carded_at, r.released_at) filter (r.carded_at::date > r.released_at::date)
            as late_card,
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
    case when on_the_day + late = releases then on_the_day / releases end::double as value,
    -- What is not known may go either way.
    case when on_the_day + late < releases then on_the_day / releases end::double as low,
    case when on_the_day + late < releases then (releases - late) / releases end::double as high,
    observed_at,
    sources,
    tier,
    on_the_day || ' of ' || releases || ' releases had their card on the day' || case
        when late > 0
            then '; version ' || late_version || ' was released on '
                || strftime(late_release, '%Y-%m-%d') || ', its card is of '
                || strftime(late_card, '%Y-%m-%d')
        else ''
    end || case
        when on_the_day + late < releases
            then '; no card is on record for ' || (releases - on_the_day - late) || ' of them'
        else ''
    end as detail
from by_model
where observed_at is not null
