"""What every template may name."""


def site(request):
    return {"blog": request.blog}
