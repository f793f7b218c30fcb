-- # One row a production model whose serving version's files are listed: whether one of them says
-- # which packages it needs.
-- title = "The serving version's environment is recorded"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
listed as (
    select
        s.model,
        s.version,
        len(v.artifacts) as files,
        list_filter(
            v.artifacts,
            lambda path: regexp_matches(
                lower(path),
                '(^|/)(requirements[^/]*[.]txt|(conda|python_env|environment)[.]ya?ml'
                || '|pyproject[.]toml|(conda|pipfile|pixi|poetry|renv|uv)[.]lock|dockerfile)$'
            )
        )[1] as found,
        v.fetched_at,
        v.source,
        v.tier
    from serving_now s
    join model m on m.model = s.model and m.production
    join version v on v.model = s.model and v.version = s.version
    where v.artifacts is not null
)
select
    model,
    case when found is null then 0 else 1 end::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    case
        when found is not null then 'version ' || version || ' has ' || found
        when files = 0 then 'version ' || version || ' has no files'
        else 'none of ' || files || ' files of version ' || version || ' says what it needs'
    end as detail
from listed
