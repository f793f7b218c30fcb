"""The one door: every read of the scorecard and every write goes through here, knowing who asks."""
