"""The reader's words as data: what each becomes, a phrase that it reads and one that it must not touch."""
