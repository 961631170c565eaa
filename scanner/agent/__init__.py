"""One scan from end to end: order a sensor, judge, assess, store, report."""
