"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.entrance import health, pages, verifying

app_name = "entrance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.Landing.as_view(), name="landing"),
    path("login/", pages.SignIn.as_view(), name="sign-in"),
    path("logout/", pages.SignOut.as_view(), name="logout"),
    path("verify/", verifying.Verify.as_view(), name="verify"),
    path("verify/head.json", verifying.head, name="head"),
    path("verify/policy.txt", verifying.PolicyFile.as_view(), name="policy"),
    path(
        "verify/policies/<str:origin_hash>.txt", verifying.WitnessedPolicy.as_view(), name="witnessed-policy"
    ),
    path("verify/root.pem", verifying.StampRoot.as_view(), name="stamp-root"),
    path("verify/yuanping_verify.py", verifying.Program.as_view(), name="program"),
    path("health", health.health, name="health"),
]
