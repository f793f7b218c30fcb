-- # One row a production model whose overrules were reviewed with a result: whether the last review
-- # found how often people overrule it inside the agreed range.
-- title = "It is overruled as often as agreed"
-- unit = "yes or no"
-- needs = ["review:oversight"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    r.model,
    r.in_range::int::double as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    'the review of ' || strftime(r.reviewed_at, '%Y-%m-%d') || ' found it '
    || case when r.in_range then 'inside' else 'outside' end || ' the agreed range' as detail
from review r
join model m on m.model = r.model and m.production
where r.kind = 'oversight' and r.in_range is not null and r.reviewed_at <= $now::timestamp
qualify row_number() over (partition by r.model order by r.reviewed_at desc, r.source) = 1
