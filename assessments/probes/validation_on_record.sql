-- # One row a production model with a challenge on record: a review of kind validation, or a review
-- # document. Documents alone count where a link resolves; if all are missing, there is none.
-- title = "A challenge of the model is on record"
-- unit = "yes or no"
-- needs = ["review:validation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
told as (
    select
        model,
        1 as place,
        true as there,
        'reviewed on ' || strftime(max(reviewed_at), '%Y-%m-%d') as detail,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from review
    where kind = 'validation' and reviewed_at <= $now::timestamp
    group by model
    union all
    select model, 2, resolves, why, fetched_at, sources, tier
    from document_link
    where kind = 'review'
)
select
    t.model,
    t.there::int::double as value,
    t.observed_at,
    t.sources,
    t.tier,
    t.detail
from told t
join model m on m.model = t.model and m.production
qualify row_number() over (partition by t.model order by t.place) = 1
