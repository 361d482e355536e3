PICTURES = ()


def page():
    return ""
