"""Access: who may do what, where. Accounts, roles, assignments, the policy, sign-in.

For whom: everyone who works with an account. Deeds: an account is added, an assignment begins and ends.
Access is role × territory × sensitivity; a veto beats every grant; forbidden and absent look alike
(UU 27/2022: only who must see, sees).
"""
