-- # No row: that the pipeline asks for a decision note can only be attested.
-- title = "The pipeline refuses a release without a decision note"
-- unit = "yes or no"
-- needs = ["attestation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 90
-- attestable = true
select null::varchar as model, null::double as value
where false
