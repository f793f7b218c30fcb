-- # No row: that a release by another person needed no help from the author can only be attested.
-- title = "Someone else than its author released it unaided"
-- unit = "yes or no"
-- needs = ["attestation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 90
-- attestable = true
select null::varchar as model, null::double as value
where false
