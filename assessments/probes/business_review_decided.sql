-- # One row a production model with a business review on record: whether the last one ended in a
-- # decision to continue, change or stop, with the cost on the table. What the record leaves out is
-- # a gap, not a fact.
-- title = "The business review ended in a decision, beside its cost"
-- unit = "yes or no"
-- needs = ["review:business"]
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
)
select
    r.model,
    case when not r.with_cost then 0 when r.with_cost and r.outcome is not null then 1 end::double
        as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    'the review of ' || strftime(r.reviewed_at, '%Y-%m-%d')
    || coalesce(' decided to ' || r.outcome, ' records no decision')
    || case
        when r.with_cost then ', with the cost on the table'
        when not r.with_cost then ', without the cost on the table'
        else '; whether the cost was on the table is not recorded'
    end as detail
from last_review r
join model m using (model)
where m.production
