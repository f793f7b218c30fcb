-- # One row a production model with a review on record: days since the older of the owner's and
-- # the deputy's. While one of the two is missing, the other gives the least that it can be.
-- title = "Days since owner and deputy were reconfirmed"
-- unit = "days"
-- needs = ["ownership"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
-- ages = true
with
reviews as (
    select
        model,
        max(reviewed_at) filter (role = 'owner') as owner_at,
        max(reviewed_at) filter (role = 'deputy') as deputy_at,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from owner
    where reviewed_at <= $now::timestamp
    group by model
),
aged as (
    select
        *,
        date_diff('day', least(owner_at, deputy_at), $now::timestamp) as days,
        owner_at is not null and deputy_at is not null as both_known
    from reviews
)
select
    model,
    case when both_known then days end::double as value,
    case when not both_known then days end::double as low,
    observed_at,
    sources,
    tier,
    'owner reconfirmed ' || coalesce('on ' || strftime(owner_at, '%Y-%m-%d'), 'on no known day')
    || ', deputy ' || coalesce('on ' || strftime(deputy_at, '%Y-%m-%d'), 'on no known day')
        as detail
from aged
where model in (select model from model where production)
