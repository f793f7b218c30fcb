-- # One row a production model with an explainer: whether one is attached to the version that
-- # serves. Explainers of other versions explain nothing that this one decides.
-- title = "An explainer is attached to the serving version"
-- unit = "yes or no"
-- needs = ["document:explainer", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
explainer as (
    select
        d.*,
        s.version as serving,
        ltrim(lower(d.version), 'v') = ltrim(lower(s.version), 'v') as of_serving
    from document d
    join model m on m.model = d.model and m.production
    join serving_now s on s.model = d.model
    where d.kind = 'explainer' and d.state <> 'missing'
    qualify
        row_number() over (
            partition by d.model
            order by
                coalesce(of_serving, false) desc, d.version is null desc,
                d.edited_at desc nulls last, d.location
        ) = 1
)
select
    model,
    of_serving::int::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    case
        when of_serving then location || ' explains version ' || serving || ', which serves'
        when not of_serving
            then 'the explainer is about version ' || version || ', version ' || serving
                || ' serves'
        else location || ' does not say which version it explains'
    end as detail
from explainer
