"""The spelling of the programme's deeds, by what they are about, and the filters of its lists."""
