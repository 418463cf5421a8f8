"""Pure decisions about people: how names sound, what numbers tell, what may be used, which two are perhaps one."""
