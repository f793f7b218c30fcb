-- # One row a production model with a card: how many of the six required sections are filled, for
-- # the version that serves. A card about another version counts nothing.
-- title = "Required sections filled in the serving version's card"
-- unit = "share"
-- needs = ["document:model_card", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
read_card as (
    select
        *,
        len(
            list_intersect(
                sections, ['purpose', 'limits', 'data', 'results_by_group', 'owner', 'version']
            )
        ) as filled
    from model_card
    where serving is not null
)
select
    c.model,
    case when not c.of_serving then 0 when c.of_serving then c.filled / 6 end::double as value,
    c.fetched_at as observed_at,
    [c.source] as sources,
    c.tier,
    case
        when not c.of_serving
            then 'the card is about version ' || c.version || ', version ' || c.serving || ' serves'
        when c.of_serving is null then 'the card does not say which version it is about'
        when c.filled is null then 'the sections of ' || c.location || ' were not read'
        else c.filled || ' of 6 required sections are filled'
    end as detail
from read_card c
