-- # No row: that unallocated spend is explained within seven days can only be attested.
-- title = "Unallocated spend is explained within seven days"
-- unit = "yes or no"
-- needs = ["attestation"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 45
-- attestable = true
select null::double as value
where false
