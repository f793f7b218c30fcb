-- # One row a production model of which a version, whichever, was measured on a group of people or
-- # cases, or whose card gives results by group. That neither is on record is no fact.
-- title = "Results by group were written down once"
-- unit = "yes or no"
-- needs = ["evaluation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
told as (
    select
        model,
        1 as place,
        'version ' || version || ' was measured on ' || count(distinct slice) || case
            count(distinct slice) when 1 then ' group' else ' groups' end || ' on '
            || strftime(max(evaluated_at), '%Y-%m-%d') as detail,
        max(evaluated_at) as told_at,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from evaluation
    where of_group and evaluated_at <= $now::timestamp
    group by model, version
    union all
    select
        model, 2, 'results by group stand in ' || location, edited_at, fetched_at, [source], tier
    from document
    where kind = 'model_card' and state <> 'missing'
        and list_contains(sections, 'results_by_group')
)
select t.model, 1::double as value, t.observed_at, t.sources, t.tier, t.detail
from told t
join model m on m.model = t.model and m.production
qualify
    row_number() over (
        partition by t.model order by t.place, t.told_at desc nulls last, t.detail
    ) = 1
