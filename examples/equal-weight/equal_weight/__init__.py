"""Is the S&P 500 too concentrated, and is equal weight the answer?"""
