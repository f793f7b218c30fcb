-- One row a text that may name a model or be a tag key: its normalised form, null if it has none.
-- Letters and digits of every script stay, in lower case; everything between them becomes one
-- hyphen. This is the only place where a name is normalised.
with
tag_set as (
    select tags from landed.cost_daily
    union select tags from landed.incident
    union select tags from landed.identity
),
tag_entry as (
    select unnest(map_entries(tags)) as entry from tag_set
),
tag_pair as (
    select distinct entry.key as tag_key, entry.value as tag_value from tag_entry
),
written as (
    select null::varchar as tag_key, model as text from landed.model
    union select null, model from landed.model_version
    union select null, model from landed.ownership
    union select null, model from landed.assignment
    union select null, model from landed.deployment
    union select null, target from landed.deployment
    union select null, model from landed.budget
    union select null, model from landed.incident
    union select null, service from landed.incident
    union select null, model from landed.document
    union select null, model from landed.metric_daily
    union select null, model from landed.drill
    union select null, model from landed.attestation
    union select null, model from landed.selector
    union select null, substr(field, 5) from landed.selector where starts_with(field, 'tag:')
    union select null, model from landed.on_call
    union select null, service from landed.on_call
    union select null, model from landed.monitor
    union select null, model from landed.evaluation
    union select null, model from landed.review
    union select null, model from landed.cost_alert
    union select null, model from landed.spend_limit
    union select null, target from landed.spend_limit
    union select null, model from landed.identity
    union select null, external_id from landed.identity
    union select null, name from landed.identity
    union select null, resource from landed.cost_daily
    union select null, service from landed.cost_daily
    union select null, tag_key from tag_pair
    union select tag_key, tag_value from tag_pair
),
normalised as (
    select
        text,
        tag_key,
        list_transform(
            [tag_key, text],
            lambda word: nullif(
                trim(
                    lower(regexp_replace(nfc_normalize(word), '[^\p{L}\p{M}\p{N}]+', '-', 'g')), '-'
                ),
                ''
            )
        ) as forms
    from written
    where text is not null
)
select distinct text, forms[2] as name_key
from normalised
where tag_key is null or forms[1] in (select name_key from tag_key)
