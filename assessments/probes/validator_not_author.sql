-- # One row a production model that was challenged before the serving release by somebody who is
-- # named: whether one of them is someone else than the author of the version looked at, or, where
-- # none is told, of the version that serves. Two names of which one is in no directory may be one
-- # person: that leaves it open.
-- title = "Someone else than its author challenged it"
-- unit = "yes or no"
-- needs = ["review:validation", "deployment", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
compared as (
    select
        v.model,
        v.reviewer,
        v.reviewed_at,
        coalesce(v.author, r.author) as by_author,
        case
            when lower(trim(v.reviewer)) = lower(trim(by_author)) or a.person = b.person then false
            when a.person <> b.person then true
        end as other,
        b.person is null as reviewer_unknown,
        least(v.fetched_at, r.fetched_at) as fetched_at,
        list_append(r.sources, v.source) as sources,
        least(v.tier, r.tier) as tier
    from validation v
    join serving_release r using (model)
    left join person_login a on a.login = lower(trim(coalesce(v.author, r.author)))
    left join person_login b on b.login = lower(trim(v.reviewer))
    where v.reviewer is not null
        and v.reviewed_at::date <= r.released_at::date and r.released_at <= $now::timestamp
        and exists (select 1 from person)
)
select
    model,
    other::int::double as value,
    fetched_at as observed_at,
    list_sort(list_distinct(sources)) as sources,
    tier,
    case
        when other then 'made by ' || by_author || ', reviewed by ' || reviewer
        when not other then reviewer || ' made the version and reviewed it'
        when by_author is null then 'it is not known who made the version'
        when reviewer_unknown
            then 'the reviewer ' || reviewer || ' matches no single person in the directory'
        else 'the author ' || by_author || ' matches no single person in the directory'
    end as detail
from compared
-- One other person is enough; and what is not known may be one.
qualify
    row_number() over (
        partition by model
        order by coalesce(other, false) desc, other is null desc, reviewed_at desc, reviewer
    ) = 1
