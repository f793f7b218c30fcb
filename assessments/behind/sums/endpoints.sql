-- One row a way in which endpoints were seen (identity.sql), those that answered first: how many, and
-- how many of them belong to a model of the inventory.
with
seen as (
    select model, label as endpoint, 'requests counted' as seen_as
    from metric
    where metric = 'requests_served' and value > 0
        and day > $now::date - 30 and day <= $now::date
    union all
    select model, target, 'deployed to'
    from release
    where target is not null and seen = 'deployment'
        and released_at > $now::timestamp - interval 365 day and released_at <= $now::timestamp
    union all
    select match.model, identity.external_id, 'listed'
    from landed.identity as identity
    join match
        on match.entity = 'identity'
        and match.source = identity.source
        and match.id = identity.external_id
    where identity.kind = 'endpoint'
)
select
    seen_as,
    count(distinct endpoint) as endpoints,
    count(distinct endpoint) filter (
        model in (select model from model where registered or declared)
    ) as endpoints_in_inventory
from seen
group by seen_as
order by seen_as desc
