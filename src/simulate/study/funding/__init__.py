"""The funding mix over many draws: how sure a mix is, what binds it, what more would buy, what the law does to it."""
